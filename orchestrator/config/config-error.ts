/** Names the variable and what is allowed; never holds the value, which may be a secret. */
export class ConfigError extends Error {}
