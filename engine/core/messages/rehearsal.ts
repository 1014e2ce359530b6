/** Every sentence about worlds: what is wrong with a world file, and what cannot be done with a world. */
export const worldMessages = {
  badClock: (clock: string) => `\`clock: ${clock}\` is no time; write one such as 2026-03-10T10:00:00-04:00`,
  unknownStarter: (starter: string, people: readonly string[]) => `the starter ${starter} is not among the people: ${people.join(', ') || 'there are none'}`,
  noStandIn: (plugin: string) => `the plugin ${plugin} has no stand-in`,
  emptyFault: (fault: string) => `the fault ${fault} does nothing: name a stand-in in it`,
  faultNeeds: (fault: string, plugin: string) => `the fault ${fault} names ${plugin}, which this world does not have`,
  badDuration: (text: string) => `\`after: ${text}\` is no duration; write one such as 90s, 15m or 1h30m`,
  unknownProgram: (program: string, known: readonly string[]) =>
    `no stand-in brings a program ${program}${known.length > 0 ? `; there are ${known.join(', ')}` : ''}`,
  unknownFault: (name: string, known: readonly string[], nearest: string | undefined) =>
    known.length === 0
      ? `this world has no faults, so there is no ${name}`
      : `this world has no fault ${name}${nearest ? `; did you mean ${nearest}?` : `; it has ${known.join(', ')}`}`,
  badInput: (message: string) => `the world's inputs: ${message}`,
  noWorld: (folder: string) => `there is no world in ${folder}`,
  noWorldHint: 'A world is kept by `rehearse NAME --keep`, which prints its folder',
  worldExists: (folder: string) => `there is a world in ${folder} already`,
  worldExistsHint: 'Join it with `--world`, or choose another folder',
  worldBusy: (folder: string, pid: number) => `the world in ${folder} is in use by process ${pid}`,
  worldBusyHint: 'Only one process may drive a run in it. `attach`, `approve`, `answer`, `status` and the like work beside it',
  twoConnections: (name: string) => `two stand-ins of the world bring a connection ${name}`,
} as const;
