import type { Plugin } from '../action.ts';
import { propertiesOf } from './actions.ts';
import { PROJECTS } from './projects.ts';
import { closed, environment, LABEL_PATTERN, listOf, mapOf, oneOfTexts, SECRET_SOURCE, text, type JsonSchema } from './parts.ts';

const DATE: JsonSchema = { type: 'string', format: 'date', description: 'A day: 2026-03-10.' };

const CALENDAR: JsonSchema = {
  description: 'A list of days, or the place whose holidays they are: `{country: US}`.',
  examples: [{ country: 'US', types: ['public'] }, { country: 'DE', state: 'BY' }, ['2026-12-24']],
  anyOf: [
    listOf(DATE, 'Its days.'),
    closed(
      {
        country: {
          ...text('The country, by its two letters (ISO 3166-1).', 'US', 'DE'),
          pattern: '^[A-Z]{2}$',
          patternErrorMessage: 'must be the two letters of a country, such as US',
        },
        state: text('A state of it.', 'CA'),
        region: text('A region of the state.'),
        types: listOf(
          oneOfTexts('A kind of holiday.', {
            public: 'Everything is closed.',
            bank: 'Banks and offices are closed.',
            optional: 'Many people take the day off.',
            school: 'Schools are closed.',
            observance: 'The day is kept, and people work.',
          }),
          'Which kinds count. Default: public.',
        ),
      },
      ['country'],
    ),
  ],
};

/** Top-level keys of `runbook.config.yml`; `connection` is the schema of one connection. */
export function configKeys(connection: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return {
    version: { const: 1, description: 'Version of the format.' },
    'time-zone': text("IANA name of the zone for days, hours and `today`. Default: this machine's.", 'America/New_York'),
    connections: mapOf(connection, 'The outside systems by name. A step uses the one named like its plugin, unless it says `connection:`.', LABEL_PATTERN),
    groups: mapOf(listOf(text('Name of a person.'), 'People of the group.'), 'Approver groups.', LABEL_PATTERN),
    holidays: mapOf(CALENDAR, 'Holiday calendars by name, for `window: {not-day-before}`.', LABEL_PATTERN),
    'on-gate': {
      ...closed({ command: listOf(text('One argument.'), 'The program and its arguments; a shell only where it names one.') }, ['command']),
      description:
        'A command that is called once when a gate begins to wait for a person, so that it hears of it. Its environment has RUNBOOK_RUN, _RUNBOOK, _TARGET, _STARTER, _STEP, _NAME, _GATE (confirm, approve, manual, ask, unknown), _TEXT and _ANSWER (the command that answers). It has 30 seconds; where it fails the run goes on. Not in rehearsals, unless with `--notify`.',
      examples: [{ command: ['notify-send', 'A run waits for you'] }, { command: ['scripts/tell-the-channel.sh'] }],
    },
    targets: {
      ...closed(
        {
          git: {
            ...text('URL of a git repository that all who deploy can push to, or a path.', 'git@gitlab.example.com:ops/targets.git'),
            pattern: '^[^-\\s]\\S*$',
          },
          prefix: {
            ...text('Refs under which targets are kept. Default: refs/runbook/targets.', 'refs/heads/targets'),
            pattern: '^refs/[A-Za-z0-9_]+(?:[/-][A-Za-z0-9_]+)*$',
          },
        },
        ['git'],
      ),
      description: 'Where a team shares locks and freezes of targets. Default: they bind only you on this machine.',
    },
    projects: PROJECTS,
    absences: {
      type: 'array',
      description: 'Times in which nothing should be changed.',
      items: closed({ from: { ...DATE, description: 'First day.' }, to: { ...DATE, description: 'Last day.' }, reason: text('Why.') }, [
        'from',
        'to',
        'reason',
      ]),
    },
  };
}

/** Keys that a connection of any plugin may have. */
const CONNECTION_KEYS: Readonly<Record<string, JsonSchema>> = {
  url: text('Base address of the service.', 'https://gitlab.example.com'),
  token: SECRET_SOURCE,
  env: environment('Environment of commands and clients that use this connection.'),
  wrap: listOf(text('One argument.'), 'Put before the arguments of commands on this connection.'),
  login: listOf(text('One argument.'), 'Command that renews expired credentials; it gets the terminal.'),
  mode: oneOfTexts('How the plugin works.', { native: "Through the service's API (the default).", scripts: "Through the team's own scripts." }),
};

/** One connection of a plugin: the common keys and the plugin's own. */
export function connectionSchema(plugin: Plugin): JsonSchema {
  const own = plugin.connection ?? {};
  const required = ['plugin', ...((own.required ?? []) as readonly string[])];
  return {
    ...closed({ plugin: { const: plugin.name, description: plugin.description }, ...CONNECTION_KEYS, ...propertiesOf(own) }, required),
    title: `${plugin.title} connection`,
    description: plugin.description,
  };
}

/** Any connection, looked at only as far as its plugin's name. */
export function connectionHead(plugins: readonly Plugin[]): JsonSchema {
  const names = Object.fromEntries(plugins.map(plugin => [plugin.name, plugin.description]));
  return { type: 'object', description: 'One connection.', required: ['plugin'], properties: { plugin: oneOfTexts('The plugin that uses it.', names) } };
}
