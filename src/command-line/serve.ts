import { Command } from 'commander';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { loadSettings } from '../settings/load.ts';
import { ALL_SETTINGS } from '../settings/schema.ts';
import { version } from '../version.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import { namespaceManifest, type SurroundingsFlags, surroundings, surroundingsOf } from './surroundings-flags.ts';
import { complain, output, standardInputFor } from './terminal.ts';

interface ServeFlags extends SurroundingsFlags, ClusterFlags {
  readonly config?: string;
  readonly dev?: true;
  readonly [setting: string]: unknown;
}

const serve = new Command('serve')
  .description('Answer the API server over HTTPS, until SIGTERM.')
  .option('--config <file>', 'configuration file')
  .addOption(namespaceManifest())
  .addOption(surroundings())
  .addOption(kubeconfig())
  .addOption(context())
  .option('--dev', 'serve with a certificate that is made on the fly, to try it out on this machine');

export const serveOnCommandLine = addSettingFlags(serve, ALL_SETTINGS).action(async (flags: ServeFlags) => {
  const [{ serve }, { certificateCluster, needCluster, watchedCluster }, { SurroundingsStore }] = await Promise.all([
    import('../commands/serve.ts'),
    import('../commands/cluster-access.ts'),
    import('../surroundings/store.ts'),
  ]);
  if (flags.dev === true) {
    // It tells how to call it.
    output();
  }
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const surroundings = new SurroundingsStore(settings.decision);
  const files = surroundingsOf(flags);
  const named = clusterChoice(flags);
  const { certificates, registration } = settings.server;
  // A certificate for trying out is nobody's business but the one who tries.
  const needs = flags.dev === true ? undefined : { certificates, caBundle: registration.caBundle };
  const access = await watchedCluster(
    {
      watch: settings.server.watch,
      hasFiles: files.length > 0,
      isUsedOtherwise: needs !== undefined && needCluster(needs),
      ...named,
    },
    process.env,
  );
  const certificateAccess = needs && (await certificateCluster({ ...needs, ...named, watched: access }, process.env));
  if (files.length > 0) {
    const [{ readSurroundings }, { filesIn, textReader }] = await Promise.all([
      import('../surroundings/from-files.ts'),
      import('../manifests/files.ts'),
    ]);
    const readText = textReader(await standardInputFor(files));
    for (const passedOver of readSurroundings(filesIn(files, false), surroundings, readText)) {
      complain(passedOver);
    }
  }
  const cluster = access && { access, store: surroundings };
  await serve({
    settings,
    surroundings,
    cluster,
    certificateCluster: certificateAccess,
    dev: flags.dev === true,
    version,
  });
});
