export type { Row } from '../machines/intent-log.ts'
export {
  type ApiInfiniteQuery,
  apiInfiniteQuery,
  type ApiInfiniteQueryOptions,
  type ApiPageParam,
  type ApiPagesKey,
  type SchemaInfiniteQueryOptions,
} from './api-infinite-query.ts'
export { type ApiKey, apiKey, type ApiSearchParams } from './api-key.ts'
export { apiMutation, type ApiMutationOptions } from './api-mutation.ts'
export {
  type ApiQuery,
  apiQuery,
  type ApiQueryOptions,
  type Parsed,
  type Schema,
  type SchemaQueryOptions,
} from './api-query.ts'
export { createQueryClient, type CreateQueryClientOptions } from './create-query-client.ts'
export { createResource } from './create-resource.ts'
export { ErrorBoundary, type ErrorBoundaryProps, type ErrorContext } from './error-boundary.tsx'
export { ErrorFallback, type ErrorFallbackProps, type ErrorView } from './error-fallback.tsx'
export type { ErrorSettings, SupportUrl } from './error-settings.ts'
export { type ErrorWords, errorWords } from '../client/error-words.ts'
export { type GlobalErrorOptions, installGlobalErrorHandlers } from './global-errors.ts'
export { HoldfastProvider, type HoldfastProviderProps, useClient } from './holdfast-provider.tsx'
export { type NetworkBanner, NetworkStatusBanner } from './network-status-banner.tsx'
export { NetworkStatusMonitor, type NetworkStatusMonitorProps } from './network-status-monitor.tsx'
export type { NetworkStatus } from './network-status.ts'
export type {
  ListOptions,
  Named,
  OneWriteOptions,
  Resource,
  ResourceList,
  ResourceOptions,
  ResourceWrite,
  RowChanges,
  RowId,
  Shown,
  Wanted,
  WriteCallbacks,
  WriteOptions,
} from './resource.ts'
export type { ErrorAudience, ErrorFacts, Notify } from './tell-error.ts'
export { useApiMutation } from './use-api-mutation.ts'
export { useApiQuery } from './use-api-query.ts'
export { type Circuit, useCircuit } from './use-circuit.ts'
export { useFieldErrors } from './use-field-errors.ts'
export { useInfiniteApiQuery } from './use-infinite-api-query.ts'
export type { NetworkNotice } from './use-network-notice.ts'
export { useNetworkStatus } from './use-network-status.ts'
export { useSuspenseApiQuery } from './use-suspense-api-query.ts'
export { useHealth } from './use-health.ts'
export { type Queue, useQueue } from './use-queue.ts'
export { type RateLimit, useRateLimit } from './use-rate-limit.ts'
export type { NetworkTexts, Words } from './words.ts'
export { useErrorBoundary } from 'react-error-boundary'
