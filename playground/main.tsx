import { HoldfastProvider, installGlobalErrorHandlers } from 'holdfast/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { client } from './app/api.ts'
import { App } from './app/app.tsx'
import { audience } from './app/audience.ts'
import { health } from './app/health.ts'
import { startProbes } from './app/probes.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/guide.css'
import './styles/gate.css'
import './styles/live.css'
import './styles/chaos.css'
import './styles/projects.css'
import './styles/status-chip.css'
import './styles/form.css'
import './styles/demo.css'
import './styles/optimistic.css'
import './styles/intents.css'
import './styles/forms-page.css'
import './styles/toasts.css'
import './styles/boundaries.css'
import './styles/network.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

installGlobalErrorHandlers(audience)
startProbes()

createRoot(root).render(
  <StrictMode>
    <HoldfastProvider client={client} health={health} {...audience}>
      <App />
    </HoldfastProvider>
  </StrictMode>,
)
