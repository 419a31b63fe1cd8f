// Mocha reports what is thrown while a test runs, but passes over a rejection that nobody handles.
process.on('unhandledRejection', (reason) => {
  throw reason
})
