import { oneLine } from '../decision/values/text.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { Watchdog } from './watchdog.ts';

/** Most plugins answer at once; those that have somebody log in take minutes, and have to be let. */
const PATIENCE_MILLIS = 10_000;

interface Plugin {
  readonly command?: string;
}

/** The parts of a kubeconfig's user by which client-node finds a plugin, in its own order. */
interface User {
  readonly exec?: Plugin;
  readonly authProvider?: { readonly config?: { readonly exec?: Plugin } };
}

/**
 * Says on standard error that a kubeconfig's credential plugin is waited for: client-node runs it without a word and
 * without an end. Only the command is named, since arguments and environment may hold secrets.
 */
export class CredentialPlugin {
  readonly #command: string | undefined;
  #isTold = false;

  constructor(user: User | null) {
    this.#command = (user?.exec ?? user?.authProvider?.config?.exec)?.command;
  }

  /** Several requests may wait for it at once; it is told once. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const command = this.#command;
    if (command === undefined) {
      return work();
    }
    const watchdog = new Watchdog(PATIENCE_MILLIS, () => this.#tell(command));
    try {
      return await work();
    } finally {
      watchdog.end();
      this.#isTold = false;
    }
  }

  #tell(command: string): void {
    if (!this.#isTold) {
      this.#isTold = true;
      process.stderr.write(
        `${PROGRAM}: the kubeconfig's credential plugin ${oneLine(command)} has not answered for ${PATIENCE_MILLIS / 1000} s and is waited for: it may want a login, such as in a browser\n`,
      );
    }
  }
}
