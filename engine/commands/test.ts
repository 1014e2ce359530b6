import { type Command, DIR_OPTION, RUNBOOK_ARGUMENT } from './command.ts';

export const test: Command = {
  name: 'test',
  summary: 'rehearse runbooks without a person and compare what comes out',
  description:
    'Runs the cases of NAME.test.yml, each in a fresh world in a temporary folder, says what is not as expected, and which ways no case went. Nothing real is touched. Exit 1 where a case fails. `rehearse NAME --record CASE` writes a case.',
  arguments: [{ ...RUNBOOK_ARGUMENT, required: false, many: true, summary: 'name in runbooks/, or a file path; none: every test of the folder' }],
  options: [
    DIR_OPTION,
    { name: 'filter', value: 'text', many: true, summary: 'only cases with this text in their name; may be repeated' },
    { name: 'jobs', value: 'number', summary: 'how many cases run at the same time (default: 2)' },
  ],
  examples: [
    { line: 'runbook test', says: 'every NAME.test.yml in runbooks/' },
    { line: 'runbook test pki-prod-deploy --filter conflict', says: 'some cases of one runbook' },
    { line: 'runbook test --json', says: 'cases, differences and coverage, for programs' },
    { line: 'runbook rehearse pki-prod-deploy --yes --record "A good day"', says: 'write a case from a rehearsal' },
  ],
  async run(invocation) {
    const { testIn } = await import('./test-in.ts');
    return testIn(invocation);
  },
};
