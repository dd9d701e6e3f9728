/** One webhook of the configuration and what the API server trusts for it. */
export interface RegisteredWebhook {
  readonly name: string;
  /** PEM; empty where there is none. */
  readonly caBundle: string;
  /** The name, or address, that the API server wants the certificate to be valid for. */
  readonly serverName?: string | undefined;
}

/** The webhook configuration, as it was read. */
export interface Registered {
  readonly webhooks: readonly RegisteredWebhook[];
  /** The version that a write must not have missed. */
  readonly version: string;
}

/** Where the API server learns whom to trust. */
export interface Registration {
  /** What it is called, for messages. */
  readonly name: string;
  /** `undefined` where there is none. */
  read(): Promise<Registered | undefined>;
  /**
   * Writes the bundles of these webhooks and nothing else.
   *
   * @returns what is registered now; `undefined` where somebody else has changed it since, and nothing was written
   */
  write(
    webhooks: readonly Pick<RegisteredWebhook, 'name' | 'caBundle'>[],
    previous: Registered,
  ): Promise<Registered | undefined>;
}
