import { actions } from './actions.ts';
import { answer } from './answer.ts';
import { approve } from './approve.ts';
import { attach } from './attach.ts';
import { board } from './board.ts';
import { cancel } from './cancel.ts';
import { checkFreeze } from './check-freeze.ts';
import type { Command } from './command.ts';
import { extend } from './extend.ts';
import { freeze } from './freeze.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { rehearse } from './rehearse.ts';
import { reject } from './reject.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';
import { schema } from './schema.ts';
import { settle } from './settle.ts';
import { show } from './show.ts';
import { skip } from './skip.ts';
import { status } from './status.ts';
import { targets } from './targets.ts';
import { test } from './test.ts';
import { unfreeze } from './unfreeze.ts';
import { unlock } from './unlock.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';

/** Every command, in the order in which help shows them: a new one is one line here. */
export const commands: readonly Command[] = [
  list,
  show,
  validate,
  plan,
  rehearse,
  test,
  run,
  resume,
  attach,
  runs,
  board,
  status,
  logs,
  report,
  verify,
  approve,
  reject,
  answer,
  settle,
  retry,
  skip,
  extend,
  pause,
  cancel,
  rollback,
  targets,
  freeze,
  unfreeze,
  checkFreeze,
  unlock,
  actions,
  schema,
];
