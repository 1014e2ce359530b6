import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What the files of a layer may import, beside Node's built-ins. */
interface Layer {
  readonly name: string;
  readonly owns: (file: string) => boolean;
  readonly why: string;
  readonly from: readonly string[];
  /** Packages, and the only file (or folder) in which each may stand; everywhere in the layer where it says `*`. */
  readonly packages: Readonly<Record<string, string>>;
  readonly builtins?: false | readonly string[];
}

const inside =
  (folder: string) =>
  (file: string): boolean =>
    file.startsWith(`${folder}/`);

/** DESIGN 3, as a table. */
const LAYERS: readonly Layer[] = [
  {
    name: 'core',
    owns: inside('engine/core'),
    why: 'it is pure: the same events give the same state on every machine',
    from: ['engine/core/'],
    packages: {
      handlebars: 'engine/core/handlebars-parser.d.ts engine/core/template-syntax.ts engine/core/template.ts',
      '@marcbachmann/cel-js': '*',
    },
    // Computing, no I/O.
    builtins: ['node:util', 'node:crypto', 'node:buffer'],
  },
  {
    name: 'load',
    owns: inside('engine/load'),
    why: 'it turns text into checked values and runs nothing',
    from: ['engine/core/', 'engine/load/'],
    packages: {
      yaml: '*',
      ajv: 'engine/load/compile-validators.ts',
      'ajv-formats': 'engine/load/compile-validators.ts',
      'date-holidays': 'engine/load/holidays.ts',
    },
  },
  {
    name: 'execute',
    owns: inside('engine/execute'),
    why: 'an attempt of a step must not know who keeps the journal or who watches',
    from: ['engine/core/', 'engine/execute/'],
    packages: { execa: 'engine/execute/exec.ts' },
  },
  {
    name: 'durable',
    owns: inside('engine/durable'),
    why: 'an engine behind the port can be replaced by another one',
    from: ['engine/core/', 'engine/durable/'],
    packages: {},
  },
  {
    name: 'rehearse',
    owns: inside('engine/rehearse'),
    why: 'a rehearsal drives the real executor and the real engine, and nothing else',
    from: ['engine/core/', 'engine/execute/', 'engine/durable/', 'engine/rehearse/'],
    packages: {},
  },
  {
    name: 'report',
    owns: inside('engine/report'),
    why: 'views are fed with the journal and can never steer a run',
    from: ['engine/core/', 'engine/report/'],
    packages: { listr2: 'engine/report/progress-screen.ts' },
  },
  {
    name: 'commands',
    owns: inside('engine/commands'),
    why: 'commands join the parts and decide nothing themselves',
    from: ['engine/'],
    packages: { commander: 'engine/commands/program.ts', '@inquirer/prompts': 'engine/commands/prompts.ts' },
  },
  {
    name: 'build',
    owns: file => file === 'engine/build.ts',
    why: 'it bundles what main joins',
    from: ['engine/', 'plugins/index.ts'],
    packages: { esbuild: '*' },
  },
  {
    name: 'main',
    owns: file => file === 'engine/main.ts',
    why: 'it is the only place that joins the engine with the plugins',
    from: ['engine/', 'plugins/index.ts'],
    packages: {},
  },
  {
    name: 'plugins/index',
    owns: file => file === 'plugins/index.ts',
    why: 'it is the list of plugins',
    from: ['plugins/', 'engine/core/action.ts'],
    packages: {},
  },
];

/** The engine's public types: all that a plugin may know of it. */
const PUBLIC = ['action', 'stand-in', 'failure', 'json', 'json-api', 'duration'].map(name => `engine/core/${name}.ts`);
const CLIENTS: Readonly<Record<string, readonly RegExp[]>> = {
  asg: [/^@aws-sdk\//],
  ecr: [/^@aws-sdk\/client-ecr$/],
  github: [/^@octokit\/rest$/],
  gitlab: [/^@gitbeaker\/rest$/],
  k8s: [/^@kubernetes\/client-node$/, /^yaml$/],
  slack: [/^@slack\/webhook$/],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync(['engine/**/*.ts', 'plugins/**/*.ts'], { cwd: root }).toSorted();
const tests = globSync('test/**/*.ts', { cwd: root });

describe('layers', () => {
  it('sees every kind of import', () => {
    expect(importsOf('engine/main.ts')).toEqual(expect.arrayContaining(['node:fs', 'engine/commands/index.ts', 'plugins/index.ts']));
    expect(importsOf('engine/commands/prompts.ts')).toContain('@inquirer/prompts');
    expect(importsOf('engine/report/progress-screen.ts')).toContain('listr2');
  });

  it.each(LAYERS)('$name imports only what it may: $why', layer => {
    const own = files.filter(layer.owns);
    expect(own, 'the layer has files').not.toEqual([]);
    expect(own.flatMap(file => importsOf(file).flatMap(target => offence(layer, file, target)))).toEqual([]);
  });

  it('a plugin imports its own folder, its client library, what plugins share and the public types, so that it can be taken out without a trace', () => {
    const wrong = files
      .filter(file => /^plugins\/[^/]+\//.test(file))
      .flatMap(file =>
        importsOf(file)
          .filter(target => !isPluginImport(file, target))
          .map(target => `${file} -> ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('every file belongs to a layer', () => {
    expect(files.filter(file => !LAYERS.some(layer => layer.owns(file)) && !/^plugins\/[^/]+\//.test(file))).toEqual([]);
  });

  it('the engine names no plugin', () => {
    const names = [...new Set(files.flatMap(file => /^plugins\/([^/]+)\//.exec(file)?.[1] ?? []))];
    const naming = files.filter(inside('engine')).flatMap(file =>
      importsOf(file)
        .filter(target => names.some(name => target.startsWith(`plugins/${name}/`)))
        .map(target => `${file} -> ${target}`),
    );
    expect(naming).toEqual([]);
  });

  it('no file holds a second idea: at most 250 lines', () => {
    expect([...files, ...tests].filter(file => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > 250)).toEqual([]);
  });
});

/** Targets as repository paths, packages by name, built-ins with `node:`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g)];
  return found.map(([, from, dynamic, bare]) => toTarget(file, from ?? dynamic ?? bare ?? ''));
}

function toTarget(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, normalize(join(root, dirname(file), specifier)));
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return specifier;
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function offence(layer: Layer, file: string, target: string): readonly string[] {
  const { builtins } = layer;
  if (target.startsWith('node:')) return !builtins || builtins.includes(target) ? [] : [`${file} -> ${target}`];
  if (/^(?:engine|plugins)\//.test(target)) return layer.from.some(start => target.startsWith(start)) ? [] : [`${file} -> ${target}`];
  const place = layer.packages[packageOf(target)];
  return place === '*' || place?.split(' ').includes(file) ? [] : [`${file} -> ${target}`];
}

function isPluginImport(file: string, target: string): boolean {
  const [, name = ''] = /^plugins\/([^/]+)\//.exec(file) ?? [];
  if (target.startsWith('node:') || PUBLIC.includes(target) || target.startsWith(`plugins/${name}/`) || target.startsWith('plugins/shared/')) return true;
  return (CLIENTS[name] ?? []).some(client => client.test(target));
}
