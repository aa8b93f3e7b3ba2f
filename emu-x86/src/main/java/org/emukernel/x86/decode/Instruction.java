package org.emukernel.x86.decode;

import java.util.List;

/**
 * One decoded instruction. Operands stand in the order of the SDM: destination first.
 *
 * <p>An instruction whose {@link #mnemonic()} is not {@linkplain Mnemonic#isDecoded() decoded} has
 * a length and nothing else that is meaningful.
 *
 * <p>Source: SDM vol. 2, "Instruction Format" and appendix A, "Opcode Map".
 */
public final class Instruction {
  private final Opcode opcode;
  private final Attributes attributes;
  private final List<Operand> operands;
  private final int length;

  Instruction(Opcode opcode, Attributes attributes, List<Operand> operands, int length) {
    this.opcode = opcode;
    this.attributes = attributes;
    this.operands = List.copyOf(operands);
    this.length = length;
  }

  /**
   * What selects the instruction.
   *
   * @param map 0 one-byte, 1 0F, 2 0F38, 3 0F3A, 5 and 6 for EVEX
   * @param condition 0 to 15 or -1
   */
  record Opcode(Mnemonic mnemonic, Encoding encoding, int map, int value, int condition) {}

  /** What the prefixes say; sizes in bytes. */
  record Attributes(int operandSize, int addressSize, int rex, boolean lock, Rep rep) {}

  /** {@return the SDM's name, or what went wrong} */
  public Mnemonic mnemonic() {
    return opcode.mnemonic();
  }

  /** {@return bytes taken, 1 to 15; 0 only for {@link Mnemonic#TRUNCATED} without any byte} */
  public int length() {
    return length;
  }

  /** {@return how the opcode is introduced} */
  public Encoding encoding() {
    return opcode.encoding();
  }

  /** {@return the opcode map: 0 one-byte, 1 0F, 2 0F38, 3 0F3A; with EVEX also 5 and 6} */
  public int opcodeMap() {
    return opcode.map();
  }

  /** {@return the opcode byte, 0 to 255} */
  public int opcode() {
    return opcode.value();
  }

  /** {@return operand size in bytes: 1, 2, 4 or 8} */
  public int operandSize() {
    return attributes.operandSize();
  }

  /** {@return address size in bytes: 8, or 4 after a 67 prefix} */
  public int addressSize() {
    return attributes.addressSize();
  }

  /** {@return whether a LOCK prefix is present; XCHG with memory locks without one} */
  public boolean lock() {
    return attributes.lock();
  }

  /** {@return the repeat prefix in force} */
  public Rep rep() {
    return attributes.rep();
  }

  /**
   * {@return the condition code 0 to 15 (SDM vol. 1, appendix B) of Jcc, SETcc and CMOVcc, else -1}
   */
  public int condition() {
    return opcode.condition();
  }

  /** {@return the operands, destination first; unmodifiable} */
  public List<Operand> operands() {
    return operands;
  }

  /**
   * {@return operand {@code index}}
   *
   * @throws IndexOutOfBoundsException if there are not so many
   */
  public Operand operand(int index) {
    return operands.get(index);
  }

  /** {@return the REX byte in force (40 to 4F), or 0} */
  public int rex() {
    return attributes.rex();
  }

  /**
   * {@return the instruction as {@code objdump -d} writes it (AT&T), with branch targets relative
   * to its end: {@code .+5}}
   */
  @Override
  public String toString() {
    return AttSyntax.format(this);
  }
}
