export { createApp } from './app'
export { HttpServer } from './http-server'
