/** Begins the tasks in their order, so many at a time; gives their results in the same order, each as soon as it is there. */
export function inParallel<T>(tasks: readonly (() => Promise<T>)[], lanes: number): readonly Promise<T>[] {
  const slots = tasks.map(task => ({ task, ...Promise.withResolvers<T>() }));
  const left = [...slots];
  const walk = async (): Promise<void> => {
    for (let slot = left.shift(); slot; slot = left.shift()) await slot.task().then(slot.resolve, slot.reject);
  };
  for (let lane = 0; lane < lanes; lane += 1) void walk();
  return slots.map(({ promise }) => promise);
}
