import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in a folder that is no folder, sorted; of a link also where it points. No link is followed. */
export function filesIn(root: string): readonly string[] {
  const within = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return within(path);
      }
      return entry.isSymbolicLink() ? [`${path} -> ${readlinkSync(join(root, path))}`] : [path];
    });
  return [...within('')].sort();
}
