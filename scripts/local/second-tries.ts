import type { Reporter, TestCase } from 'vitest/node';

/** Names, after everything else, the tests that failed and then passed: each is a fault to be mended, of the test or of the product. */
export class SecondTries implements Reporter {
  readonly #tests: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true) this.#tests.push(test);
  }

  onTestRunEnd(): void {
    if (this.#tests.length === 0) return;
    console.log(`\nPassed only at the second try (${this.#tests.length}):`);
    for (const test of this.#tests) {
      const [error] = test.result().errors ?? [];
      console.log(`  ${test.module.relativeModuleId} › ${test.fullName}\n    ${error?.message.split('\n')[0] ?? ''}`);
    }
  }
}
