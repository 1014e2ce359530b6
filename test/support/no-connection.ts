import type { Connection } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';

const missing = (): never => fail({ code: 'no-connection', message: 'this test has no connection' });

/** A connection that gives nothing, for tests to fill in what they need. */
export const NO_CONNECTION: Connection = {
  name: 'test',
  url: missing,
  token: missing,
  secret: missing,
  wrap: () => [],
  lease: missing,
  options: {},
  env: {},
};
