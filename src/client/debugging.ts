const { DASHBOT_DEBUG } = process.env

/** true once a client is made with `debug`, or by the environment: code without a client at hand warns then too. */
export const debugging = { isOn: DASHBOT_DEBUG === 'true' || DASHBOT_DEBUG === '1' }
