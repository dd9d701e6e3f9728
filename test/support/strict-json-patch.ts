import type { Operation } from 'fast-json-patch';

/** The patch does not fit the document; the API server would answer the pod's creation with this. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

/**
 * Applies a JSON Patch (RFC 6902) as strictly as the API server does: `add` below a parent that is missing or null,
 * `remove` and `replace` of a member that is not there, and an index beyond the end are errors. The document stays as
 * it was; the result is a copy.
 */
export function applyStrictly(document: unknown, patch: readonly Operation[]): unknown {
  // A holder makes the whole document a member like any other.
  const root = { '': copyOf(document) };
  for (const operation of patch) {
    apply(root, operation);
  }
  return root[''];
}

function apply(root: object, operation: Operation): void {
  switch (operation.op) {
    case 'add':
      add(root, operation.path, operation.value);
      break;
    case 'remove':
      remove(root, operation.path);
      break;
    case 'replace':
      remove(root, operation.path);
      add(root, operation.path, operation.value);
      break;
    case 'move':
      if (operation.path.startsWith(`${operation.from}/`)) {
        throw new PatchError(`move ${operation.from} into itself`);
      }
      add(root, operation.path, remove(root, operation.from));
      break;
    case 'copy':
      add(root, operation.path, read(root, operation.from));
      break;
    case 'test':
      if (JSON.stringify(read(root, operation.path)) !== JSON.stringify(operation.value)) {
        throw new PatchError(`test ${operation.path}: another value`);
      }
      break;
    default:
      throw new PatchError(`${operation.op} is no operation of RFC 6902`);
  }
}

function add(root: object, path: string, value: unknown): void {
  const { parent, token } = parentOf(root, path);
  if (Array.isArray(parent)) {
    const index = token === '-' ? parent.length : indexIn(token, parent.length + 1, path);
    parent.splice(index, 0, copyOf(value));
  } else {
    // Defined, not assigned: `__proto__` is a key like any other in JSON.
    Object.defineProperty(parent, token, {
      value: copyOf(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

function remove(root: object, path: string): unknown {
  const value = read(root, path);
  const { parent, token } = parentOf(root, path);
  if (Array.isArray(parent)) {
    parent.splice(Number(token), 1);
  } else {
    Reflect.deleteProperty(parent, token);
  }
  return value;
}

function read(root: object, path: string): unknown {
  const { parent, token } = parentOf(root, path);
  return member(parent, token, path);
}

function parentOf(root: object, path: string): { readonly parent: object; readonly token: string } {
  const tokens = tokensOf(path);
  const token = tokens.pop() ?? '';
  let parent: unknown = root;
  for (const step of tokens) {
    parent = member(parent, step, path);
  }
  if (typeof parent !== 'object' || parent === null) {
    throw new PatchError(`${path}: the parent is ${parent === null ? 'null' : typeof parent}`);
  }
  return { parent, token };
}

function member(parent: unknown, token: string, path: string): unknown {
  if (Array.isArray(parent)) {
    return parent[indexIn(token, parent.length, path)];
  }
  if (typeof parent !== 'object' || parent === null) {
    throw new PatchError(`${path}: nothing can be below ${JSON.stringify(parent)}`);
  }
  if (!Object.hasOwn(parent, token)) {
    throw new PatchError(`${path}: there is no ${JSON.stringify(token)}`);
  }
  return Reflect.get(parent, token);
}

/** Digits without a leading zero, and below the limit. */
function indexIn(token: string, limit: number, path: string): number {
  if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= limit) {
    throw new PatchError(`${path}: ${JSON.stringify(token)} is no index below ${limit}`);
  }
  return Number(token);
}

/** The tokens of a pointer (RFC 6901), with the holder's own member in front. */
function tokensOf(path: string): string[] {
  if (path !== '' && !path.startsWith('/')) {
    throw new PatchError(`${JSON.stringify(path)} is no JSON pointer`);
  }
  return path.split('/').map((token) => {
    if (/~(?![01])/.test(token)) {
      throw new PatchError(`${path}: "~" stands for itself only as ~0`);
    }
    return token.replaceAll('~1', '/').replaceAll('~0', '~');
  });
}

/** As the document travels: `undefined` is nothing in JSON, and `__proto__` is a plain key. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
