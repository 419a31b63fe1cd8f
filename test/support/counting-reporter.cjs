const { reporters } = require('mocha')

/** Mocha's spec reporter with one closing line of plain counts, taken from the run. */
module.exports = class CountingReporter extends reporters.Spec {
  epilogue() {
    super.epilogue()
    const { passes = 0, failures = 0, pending = 0 } = this.stats
    process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`)
  }
}
