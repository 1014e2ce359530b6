import { expect, test } from 'vitest';
import { toMarkdown } from '../../engine/report/document-markdown.ts';
import { conditionSpans } from '../../engine/report/reading/condition.ts';

test.each([
  ["steps.probe.outputs.conflict && inputs.release == 'patch'", '`probe.conflict` and `inputs.release` is `patch`'],
  ['steps.a.outputs.x || (steps.b.outputs.y && !steps.c.outputs.z)', '`a.x` or (`b.y` and not `c.z`)'],
  ['!has(outputs.at)', 'there is no `at`'],
  ['outputs.clean', '`clean` is true'],
  ['!outputs.clean', '`clean` is false'],
  ['!(outputs.a == 1)', 'not (`a` is `1`)'],
  ["run.override != ''", '`run.override` is given'],
  ['steps.last.outputs.sure == false', '`last.sure` is false'],
  ["steps.a.status == 'failed'", '`a.status` is `failed`'],
  ["outputs.status in ['a', 'b']", '`status` is one of `a`, `b`'],
  ["now > timestamp(outputs.at) - duration('2m')", 'it is later than `at - 2m`'],
  ["outputs.?sha.orValue('') == steps.merge.outputs.sha", '`sha` is `merge.sha`'],
  ['outputs.list.size() >= 2', 'the number of `list` is at least `2`'],
  ["outputs.sha.matches('^[0-9a-f]{40}$')", '`sha` looks like `^[0-9a-f]{40}$`'],
  ['outputs.all(i, i.sha == inputs.sha)', '`outputs.all(i, i.sha == inputs.sha)`'],
  ['outputs.a ? 1 : 2', '`a ? 1 : 2`'],
])('%s', (source, words) => {
  expect(toMarkdown({ title: 't', blocks: [{ type: 'paragraph', spans: conditionSpans(source) }] })).toBe(`# t\n\n${words}\n`);
});
