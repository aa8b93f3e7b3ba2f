package org.emukernel.x86.exec;

/** An instruction that raises #UD: undefined, or not implemented. */
final class UndefinedOp extends Op {

  private final String what;

  /**
   * Makes one.
   *
   * @param what mnemonic or bytes, for {@link Core#lastUndefined}
   */
  UndefinedOp(int length, String what) {
    super(length);
    this.what = what;
  }

  @Override
  public long execute(Core core, long next) {
    throw core.invalidOpcode(what);
  }
}
