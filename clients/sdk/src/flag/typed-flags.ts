/** What flags are called and of which type they are, where nobody has said it. */
export type AnyFlags = Readonly<Record<string, unknown>>;

/** Keys of the flags of one type; any text where the flags were not named. */
export type FlagKey<Flags, Type> = string extends keyof Flags
  ? string
  : { [Key in keyof Flags]: Flags[Key] extends Type ? Key : never }[keyof Flags] & string;

/** The type of one flag's value. */
export type FlagValue<Flags, Key, Type> = string extends keyof Flags
  ? Type
  : Key extends keyof Flags
    ? Flags[Key] & Type
    : never;

/** The type of an object; that of the default where the flags were not named. */
export type ObjectValue<Flags, Key, Default> = string extends keyof Flags
  ? Default
  : FlagValue<Flags, Key, object>;
