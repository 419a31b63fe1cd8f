/**
 * Drop-in API of the dashbot package.
 *
 * @module botbuilder-dashbot/compat
 */

export type { DashbotConfig, TextRedactor } from './config'
export { type Dashbot, dashbot } from './dashbot'
export type { DashbotTwitter } from './twitter'
