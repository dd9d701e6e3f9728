import { oneLine } from '../decision/values/text.ts';
import { type ApiError, type ApiProblem, ClusterError } from './api-error.ts';

/** Why nothing can be had of a cluster, as a sentence that says what to do. */
export function unusable(server: string, { problem, message }: ApiError): ClusterError {
  return new ClusterError(`cluster ${server}: ${reasonUnusable(problem, oneLine(message))}`);
}

/** Where an answer cannot be understood: a proxy's page for logging in, mostly. */
export const strange = (server: string, problem: string): ClusterError =>
  new ClusterError(`${problem}: see whether ${server} is an API server, or choose another --context`);

/** The reason alone, for whoever came with a kubeconfig. */
export function reasonUnusable(problem: ApiProblem, message: string): string {
  switch (problem) {
    case 'credentials':
      return `there are no credentials that can be used (${message}); correct the kubeconfig, or choose another --context`;
    case 'unauthorized':
      return `the credentials were not accepted (${message}); log in again, or choose another --context`;
    case 'unreachable':
      return `the API server cannot be reached (${message}); choose another --context or --kubeconfig`;
    default:
      return `${message}; try again`;
  }
}
