/** A project that never was: the backend answers 404, with a detail for the user. */
export const NOWHERE = 'projects/00000000-0000-4000-8000-000000000000'
