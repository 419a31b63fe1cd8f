/** Dashbot's name for the intent of what the bot could not answer. */
export const NOT_HANDLED = 'NotHandled'
