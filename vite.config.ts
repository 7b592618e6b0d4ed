import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { publicImports } from './scripts/entries.ts'

/** The playground's page. It imports the library as a user does; `npm start` runs it beside its backend. */
export default defineConfig({
  root: 'playground',
  plugins: [react()],
  resolve: { alias: publicImports() },
  cacheDir: '../node_modules/.cache/vite-playground',
  server: {
    host: '127.0.0.1',
    fs: { allow: ['..'] },
    watch: { ignored: ['**/playground/server/**'] },
  },
  build: { outDir: '../node_modules/.cache/playground', emptyOutDir: true },
})
