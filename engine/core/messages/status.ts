/** What `status` says. */
export const statusTexts = {
  driven: (run: string, pid: number, terminal: string): string => `Run ${run} is driven by pid ${pid} (${terminal}).`,
} as const;
