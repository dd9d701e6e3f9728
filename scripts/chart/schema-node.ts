/** The part of JSON Schema that the values come out as. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** What to write where the pattern does not fit. */
  readonly remedy?: string;
  /** Nothing is as good as what the pattern asks for. */
  readonly mayBeEmpty?: boolean;
}

/** A group of values, and no map that people fill as they like. */
export const isGroup = (node: SchemaNode): node is SchemaNode & { properties: Readonly<Record<string, SchemaNode>> } =>
  node.properties !== undefined && node.additionalProperties === false;
