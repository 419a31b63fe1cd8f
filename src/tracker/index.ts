export { createTracker, type ListenOptions, type Tracker } from './create-tracker'
export type { TrackerOptions } from './options'
