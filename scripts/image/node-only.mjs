import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { argv, execPath, exit, report, versions } from 'node:process';

/*
 * Takes from a base image what Node.js needs, and nothing else, into a folder that becomes the root of the image: no shell,
 * no package manager, no npm. It runs inside the base image and asks Node.js itself which libraries it has loaded, so it
 * needs no shell there either, and any base will do.
 *
 *   node node-only.mjs /node-only
 */

/** The option that gives the heap a share of the container's memory came with this version; the Dockerfile uses it. */
const OLDEST_NODE = { major: 24, minor: 6 };

/**
 * @param {object} image
 * @param {string} image.root the base image's root folder
 * @param {string} image.program Node.js itself, as an absolute path in that image
 * @param {readonly string[]} image.libraries what it has loaded, as absolute paths in that image
 * @param {string} target the folder to fill
 */
export function takeNodeOnly({ root, program, libraries }, target) {
  const present = (/** @type {string} */ path) => existsSync(join(root, path));
  copyTo(join(root, program), join(target, 'usr/local/bin/node'));
  // Both say which distribution the libraries are from, which is what scanners ask first.
  const taken = [...libraries, ...['/etc/os-release', '/usr/lib/os-release'].filter(present)];
  // Licences ask to be passed on with every copy. That of Node.js lies here in official and in distroless images.
  const licenses = [posix.join(posix.dirname(program), '../LICENSE'), '/usr/share/doc/nodejs/copyright'];
  const packages = takePackageRecords(root, taken, target);
  licenses.push(...packages.map((name) => `/usr/share/doc/${name}/copyright`));
  for (const path of [...taken, ...licenses.filter(present)]) {
    copyWithLinks(root, path, target);
  }
  writeAccounts(target);
}

/**
 * Copies a file together with the links on the way to it, so that it is found under every name that led to it.
 *
 * @param {string} root
 * @param {string} path absolute, in the image
 * @param {string} target
 */
function copyWithLinks(root, path, target) {
  let reached = '/';
  const parts = path.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const next = posix.join(reached, part);
    const found = lstatSync(join(root, next));
    if (found.isSymbolicLink()) {
      const link = readlinkSync(join(root, next));
      if (!existsAsLink(join(target, next))) {
        mkdirSync(dirname(join(target, next)), { recursive: true });
        symlinkSync(link, join(target, next));
      }
      copyWithLinks(root, posix.resolve(reached, link, ...parts.slice(index + 1)), target);
      return;
    }
    reached = next;
  }
  copyTo(join(root, reached), join(target, reached));
}

/** @param {string} path */
const existsAsLink = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/**
 * @param {string} from
 * @param {string} to
 */
function copyTo(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  // Whatever the base image allowed: everybody reads, nobody writes.
  chmodSync(to, (lstatSync(from).mode & 0o111) === 0 ? 0o644 : 0o755);
}

/**
 * Keeps what dpkg says about the packages that the taken files are from, in the form of distroless images, which scanners
 * know: one file a package. Without it nobody could tell which version of the C library is in the image.
 *
 * @param {string} root
 * @param {readonly string[]} taken absolute paths in the image
 * @param {string} target
 * @returns {readonly string[]} names of the packages
 */
function takePackageRecords(root, taken, target) {
  const wanted = new Set(taken.flatMap((path) => canonical(root, path) ?? []));
  const owners = [...packageRecords(root)].filter(
    ({ files }) => files === undefined || files.some((path) => wanted.has(canonical(root, path, wanted) ?? '')),
  );
  for (const { name, record } of owners) {
    const file = join(target, 'var/lib/dpkg/status.d', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${record.trim()}\n`);
  }
  return owners.map(({ name }) => name);
}

/**
 * Where a path leads. Packages name files by paths from before `/lib` became a link to `/usr/lib`.
 *
 * @param {string} root
 * @param {string} path
 * @param {ReadonlySet<string>} [among] canonical paths; others with the same last name are not worth the look
 */
function canonical(root, path, among) {
  if (among !== undefined && ![...among].some((one) => basename(one) === basename(path))) {
    return undefined;
  }
  try {
    return join('/', realpathSync(join(root, path)).slice(realpathSync(root).length));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} root
 * @returns {Generator<{ readonly name: string, readonly record: string, readonly files: readonly string[] | undefined }>}
 *   `files` is undefined where nothing says what belongs to a package; then it has to be taken for needed
 */
function* packageRecords(root) {
  const dpkg = join(root, 'var/lib/dpkg');
  const status = join(dpkg, 'status');
  for (const record of existsSync(status) ? readFileSync(status, 'utf8').split(/\n{2,}/) : []) {
    const [, name] = /^Package: (.+)$/m.exec(record) ?? [];
    const [, architecture] = /^Architecture: (.+)$/m.exec(record) ?? [];
    const list = [`${name}:${architecture}.list`, `${name}.list`]
      .map((file) => join(dpkg, 'info', file))
      .find((file) => existsSync(file));
    if (name !== undefined && list !== undefined) {
      yield { name, record, files: readFileSync(list, 'utf8').split('\n').filter(Boolean) };
    }
  }
  const folder = join(dpkg, 'status.d');
  for (const name of existsSync(folder) ? readdirSync(folder).filter((file) => !file.endsWith('.md5sums')) : []) {
    const sums = join(folder, `${name}.md5sums`);
    const files = existsSync(sums)
      ? readFileSync(sums, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => `/${line.replace(/^\S+\s+/, '')}`)
      : undefined;
    yield { name, record: readFileSync(join(folder, name), 'utf8'), files };
  }
}

/**
 * The user that the image runs as has a name, and there is a /tmp for whoever mounts nothing there.
 *
 * @param {string} target
 */
function writeAccounts(target) {
  const files = {
    'etc/passwd': 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin\n',
    'etc/group': 'root:x:0:\nnonroot:x:65532:\n',
    'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text, { mode: 0o644 });
  }
  mkdirSync(join(target, 'tmp'), { recursive: true });
  chmodSync(join(target, 'tmp'), 0o1777);
}

/** Of the process that runs this: the libraries that the loader has mapped, itself among them. */
function ownLibraries() {
  // Otherwise a report asks name servers about open connections.
  Object.assign(report, { excludeNetwork: true });
  const { sharedObjects } = /** @type {{ sharedObjects: readonly string[] }} */ (report.getReport());
  // What has no path is the kernel's own.
  return sharedObjects.filter((path) => path.startsWith('/') && path !== execPath);
}

/**
 * Why the base image cannot be used, if it cannot.
 *
 * @param {string} version
 */
export function findFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const oldest = OLDEST_NODE;
  return major < oldest.major || (major === oldest.major && minor < oldest.minor)
    ? `the base image has Node.js ${version}, and ${oldest.major}.${oldest.minor} or newer is needed`
    : undefined;
}

function main() {
  const [target] = argv.slice(2);
  const fault = target === undefined ? 'usage: node node-only.mjs FOLDER' : findFault(versions.node);
  if (target === undefined || fault !== undefined) {
    console.error(fault);
    exit(1);
  }
  takeNodeOnly({ root: '/', program: realpathSync(execPath), libraries: ownLibraries() }, target);
}

// An older Node.js, which is to get as far as its message, does not know whether it was called.
if (import.meta.main ?? argv[1]?.endsWith('/node-only.mjs')) {
  main();
}
