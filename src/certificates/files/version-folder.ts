import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The link that the kubelet swaps when a mounted Secret changes: `tls.crt` is a link to `..data/tls.crt`, and `..data`
 * a link to the folder of one version.
 */
const VERSION_LINK = '..data';

/**
 * The link is followed once, so that all files are of one version even if it is swapped between two reads. The
 * kubelet removes the old version after the swap, so a read can find nothing any more; removing it is one more change,
 * after which there is another look.
 */
export function versionFolder(folder: string): string {
  try {
    return realpathSync(join(folder, VERSION_LINK));
  } catch {
    return folder;
  }
}
