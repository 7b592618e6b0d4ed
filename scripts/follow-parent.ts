/**
 * Import it, and this process ends (by SIGTERM, so that it can tidy up) when the one that started it is gone:
 * `npm start` passes a signal to a shell that does not pass it on, and a killed test run passes none.
 */
const parent = process.ppid
const timer = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(timer)
  process.kill(process.pid, 'SIGTERM')
}, 500)
timer.unref()
