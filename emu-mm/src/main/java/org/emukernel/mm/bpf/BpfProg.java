package org.emukernel.mm.bpf;

/** The layout of struct bpf_prog (include/linux/bpf.h), as far as it is used. */
final class BpfProg {

  /** Address of the compiled program. */
  static final int BPF_FUNC = 0;

  /** Its bytes. */
  static final int JITED_LEN = 8;

  /** Link to the next program that waits to be freed. */
  static final int FREE_LINK = 16;

  private BpfProg() {}
}
