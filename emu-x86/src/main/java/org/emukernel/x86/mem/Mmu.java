package org.emukernel.x86.mem;

/**
 * The only way from one CPU to memory: translation, access rights, store buffer, and the CPU's own
 * view of kernel text. Linear addresses that are not canonical raise #GP(0); the CPU turns that
 * into #SS(0) for a stack access.
 */
public final class Mmu {

  /** Reads {@code size} (1, 2, 4, 8) bytes with the CPU's current rights, zero-extended. */
  public long read(long linear, int size) {
    throw new UnsupportedOperationException();
  }

  /** Writes the low {@code size} bytes of a value with the CPU's current rights. */
  public void write(long linear, int size, long value) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #read}, as an implicit supervisor-mode access (IDT, GDT, TSS). */
  public long readSystem(long linear, int size) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #write}, as an implicit supervisor-mode access. */
  public void writeSystem(long linear, int size, long value) {
    throw new UnsupportedOperationException();
  }

  /** Reads in order to write the same bytes: needs the right to write. */
  public long readForModify(long linear, int size) {
    throw new UnsupportedOperationException();
  }

  /** The second half of {@link #readForModify}. */
  public void writeModified(long linear, int size, long value) {
    throw new UnsupportedOperationException();
  }

  /** First half of a locked read-modify-write; drains the store buffer. */
  public long lockedRead(long linear, int size) {
    throw new UnsupportedOperationException();
  }

  /** Second half of a locked read-modify-write, in the same step. */
  public void lockedWrite(long linear, int size, long value) {
    throw new UnsupportedOperationException();
  }

  /**
   * Fetches instruction bytes.
   *
   * @return how many bytes came, 1..max; fewer when the next page cannot be fetched from
   */
  public int fetch(long linear, byte[] into, int max) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks the right to fetch from a page.
   *
   * @return the physical page number (physical address / 4096); valid for this linear page while
   *     {@link #translationEpoch} stands
   */
  public int fetchPage(long linear) {
    throw new UnsupportedOperationException();
  }

  /** {@return a number that differs whenever an answer of {@link #fetchPage} may have changed} */
  public long translationEpoch() {
    throw new UnsupportedOperationException();
  }

  /**
   * {@return whether instruction bytes may differ from memory for this CPU} Then the CPU takes
   * {@link #fetch} instead of its decoded pages, and calls {@link #executing} for each instruction.
   */
  public boolean hasStaleText() {
    throw new UnsupportedOperationException();
  }

  /** Tells the text monitor about one instruction that was fetched and is now executed. */
  public void executing(long linear, int length) {
    throw new UnsupportedOperationException();
  }

  /** Makes every buffered store visible. */
  public void drainAll() {
    throw new UnsupportedOperationException();
  }

  /** Makes the oldest buffered store visible, if there is one. */
  public void drainOne() {
    throw new UnsupportedOperationException();
  }

  /** {@return whether no store is buffered} */
  public boolean storeBufferEmpty() {
    throw new UnsupportedOperationException();
  }

  /** A serialising instruction: drains the store buffer and refetches the instruction stream. */
  public void serialize() {
    throw new UnsupportedOperationException();
  }

  /** INVLPG; the CPU calls {@link #serialize} besides. */
  public void invlpg(long linear) {
    throw new UnsupportedOperationException();
  }

  /**
   * INVPCID.
   *
   * @param type the register operand
   * @param pcid the descriptor's low quadword (bits 63:12 must be 0, else #GP)
   * @param linear the descriptor's high quadword
   */
  public void invpcid(long type, long pcid, long linear) {
    throw new UnsupportedOperationException();
  }

  /**
   * MOV to CR3 was executed and the register file holds the new value.
   *
   * @param oldValue CR3 before
   * @param source the source operand with its bit 63
   */
  public void cr3Written(long oldValue, long source) {
    throw new UnsupportedOperationException();
  }

  /** MOV to CR4 was executed and the register file holds the new value. */
  public void cr4Written(long oldValue, long newValue) {
    throw new UnsupportedOperationException();
  }

  /** CPL, CR0.WP, RFLAGS.AC or EFER changed. */
  public void modeChanged() {
    throw new UnsupportedOperationException();
  }
}
