/** How a log file is opened. Apart from the file itself, whose types need those of Node. */
export interface FileMode {
  /** Makes the file when there is none. */
  readonly create: boolean;
  readonly readOnly: boolean;
}
