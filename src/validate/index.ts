export { emailSchema, passwordSchema, type TextSchema } from './schemas.ts'
export { validateEmail } from './validate-email.ts'
export {
  type PasswordCharacter,
  type PasswordProblem,
  passwordProblems,
  type PasswordRules,
  validatePassword,
} from './validate-password.ts'
