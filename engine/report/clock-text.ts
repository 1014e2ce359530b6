/** Times of day in the run's time zone. A formatter is costly to make and is made once. */
export interface ClockText {
  /** `10:15:00` */
  time(at: number): string;
  /** `2026-03-10 10:15:00` */
  stamp(at: number): string;
}

export function createClockText(timeZone: string): ClockText {
  const options = { timeZone, hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat('en-GB', options);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return { time: at => time.format(at), stamp: at => `${day.format(at)} ${time.format(at)}` };
}
