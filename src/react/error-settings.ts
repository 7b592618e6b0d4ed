'use client'
import { type Context, createContext, useContext } from 'react'
import type { ErrorAudience } from './tell-error.ts'

/** A page where help is found; a function makes it of the id that the user will be asked for. */
export type SupportUrl = string | ((errorId: string) => string)

/** What a provider can say once for all boundaries below it. */
export type ErrorSettings = ErrorAudience &
  Readonly<{
    /** Default: no link. */
    supportUrl?: SupportUrl | undefined
  }>

export const ErrorSettingsContext: Context<ErrorSettings> = createContext<ErrorSettings>({})

/** The settings of the nearest provider; none outside of one, where a boundary works all the same. */
export const useErrorSettings = (): ErrorSettings => useContext(ErrorSettingsContext)
