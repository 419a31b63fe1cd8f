export { createTracker, type ListenOptions, type Tracker, type TrackerOptions } from './create-tracker'
