import { a, Capability, PeprModule } from 'pepr';
import { route } from './route.mjs';

/*
 * The same webhook with Pepr: a capability that changes the pod in place, and Pepr compares it with what it was. Started like
 * the module that `pepr build` makes, in the mode that answers admissions.
 */

const capability = new Capability({
  name: 'gpu-fraction',
  description: 'Sends pods to a GPU scheduler',
  namespaces: [],
});

capability
  .When(a.Pod)
  .IsCreated()
  .Mutate(({ Raw }) => route(Raw));

const description = 'gpu-fraction-webhook, with Pepr';
const pepr = { uuid: 'bench', onError: 'ignore', webhookTimeout: 10, alwaysIgnore: { namespaces: [] } };
new PeprModule({ description, pepr }, [capability], { deferStart: true }).start(Number(process.argv[2]));
