/** An engine that dies once at every commit and at every exec of every plan: the same end, every effect once, nobody asked needlessly. */
import { PLANS } from '../support/crash/everything.ts';
import { live } from '../support/crash/lives.ts';

for (const [name, plan] of Object.entries(PLANS)) {
  const whole = await live(plan);
  for (const what of ['commit', 'exec'] as const) {
    const count = what === 'commit' ? whole.commits : whole.execs;
    let [questions, same] = [0, 0];
    for (let number = 1; number <= count; number++) {
      const life = await live(plan, { [what]: number });
      questions += life.questions;
      if (JSON.stringify(life.end) === JSON.stringify(whole.end) && life.needless.length === 0) same += 1;
      else console.log(`${name}: differs where it dies at ${what} ${number}`);
    }
    console.log(`${name}: ${count} deaths, one at each ${what}; ${same} ended the same; asked ${questions} times`);
    if (same < count) process.exitCode = 1;
  }
}
