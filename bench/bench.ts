import { buildGo, GENERATOR, noGo } from './go-programs.ts';
import { chooseCores } from './machine/cores.ts';
import { closedLoopTable, fixedRatesTable, generatorLine, serversTable } from './page/side-by-side.ts';
import { readPlan } from './plan.ts';
import { serverById } from './servers/catalogue.ts';
import { withCredentials } from './servers/credentials.ts';
import { roundPlan } from './side-by-side/round-plan.ts';
import { runRounds } from './side-by-side/rounds.ts';
import { summarise, summariseServers } from './side-by-side/summary.ts';

const say = (text: string) => console.error(`bench: ${text}`);
const plan = readPlan(process.argv.slice(2));
const missing = noGo();
if (missing !== undefined) {
  throw new Error(`the load generator is in Go, and ${missing}`);
}
const servers = plan.servers.map(serverById);
for (const server of servers) {
  await server.prepare?.();
}
const generator = buildGo(GENERATOR);
const cores = chooseCores();
await withCredentials(async (credentials) => {
  const rounds = await runRounds(servers, roundPlan(plan), { generator, cores, credentials, say });
  const summaries = summarise(rounds);
  console.log(
    [
      closedLoopTable(summaries),
      fixedRatesTable(summaries),
      serversTable(summariseServers(rounds)),
      generatorLine(summaries),
    ].join('\n\n'),
  );
});
