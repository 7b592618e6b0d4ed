import { dropIn } from './drop-in.ts'

dropIn()
