package org.emukernel.api.kernel;

/**
 * A kernel function needs a symbol that the kernel image does not have: the kernel of this
 * architecture lacks what a workload uses.
 */
public final class MissingSymbolException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Names the symbol. */
  public MissingSymbolException(String symbol) {
    super("no symbol " + symbol + " in the kernel image");
  }
}
