import { realWire } from './real-wire.ts'

realWire()
