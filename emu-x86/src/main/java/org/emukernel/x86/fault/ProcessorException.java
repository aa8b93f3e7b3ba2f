package org.emukernel.x86.fault;

import java.io.Serial;

/**
 * A fault or trap that the instruction under way raises. One instance per CPU, allocated with it
 * and without a stack trace, so that raising one costs no more than the jump: its content is valid
 * from the {@code throw} until the CPU has delivered it, and is no state of the machine.
 *
 * <p>The factory methods fill the instance in and return it: {@code throw fault.invalidOpcode();}
 */
public final class ProcessorException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private Vector vector = Vector.UD;
  private int errorCode;
  private long linear;

  /** Makes a CPU's instance. */
  public ProcessorException() {
    super(null, null, false, false);
  }

  /**
   * #PF.
   *
   * @param faultLinear the linear address that delivery puts into CR2
   * @param code as SDM vol. 3A, "Page-Fault Error Code"
   * @return this
   */
  public ProcessorException pageFault(long faultLinear, int code) {
    return raise(Vector.PF, code, faultLinear);
  }

  /**
   * #GP.
   *
   * @param code 0 or a selector error code
   * @return this
   */
  public ProcessorException generalProtection(int code) {
    return raise(Vector.GP, code, 0);
  }

  /**
   * #SS.
   *
   * @param code 0 or a selector error code
   * @return this
   */
  public ProcessorException stackFault(int code) {
    return raise(Vector.SS, code, 0);
  }

  /**
   * #TS.
   *
   * @param code a selector error code
   * @return this
   */
  public ProcessorException invalidTss(int code) {
    return raise(Vector.TS, code, 0);
  }

  /**
   * #NP.
   *
   * @param code a selector error code
   * @return this
   */
  public ProcessorException segmentNotPresent(int code) {
    return raise(Vector.NP, code, 0);
  }

  /** #UD. {@return this} */
  public ProcessorException invalidOpcode() {
    return raise(Vector.UD, 0, 0);
  }

  /** #NM. {@return this} */
  public ProcessorException deviceNotAvailable() {
    return raise(Vector.NM, 0, 0);
  }

  /** #DE. {@return this} */
  public ProcessorException divideError() {
    return raise(Vector.DE, 0, 0);
  }

  /** #DB. {@return this} */
  public ProcessorException debug() {
    return raise(Vector.DB, 0, 0);
  }

  /** #BP. {@return this} */
  public ProcessorException breakpoint() {
    return raise(Vector.BP, 0, 0);
  }

  /** #AC. {@return this} */
  public ProcessorException alignmentCheck() {
    return raise(Vector.AC, 0, 0);
  }

  /** #DF. {@return this} */
  public ProcessorException doubleFault() {
    return raise(Vector.DF, 0, 0);
  }

  private ProcessorException raise(Vector newVector, int code, long faultLinear) {
    vector = newVector;
    errorCode = code;
    linear = faultLinear;
    return this;
  }

  /** {@return which exception} */
  public Vector vector() {
    return vector;
  }

  /** {@return the error code; 0 where none is pushed} */
  public int errorCode() {
    return errorCode;
  }

  /** {@return whether delivery pushes {@link #errorCode}} */
  public boolean hasErrorCode() {
    return vector.hasErrorCode();
  }

  /** {@return the faulting linear address of a #PF; 0 else} */
  public long linear() {
    return linear;
  }

  @Override
  public String getMessage() {
    if (vector == Vector.PF) {
      return String.format("#PF(0x%x) at 0x%x", errorCode, linear);
    }
    return hasErrorCode()
        ? String.format("%s(0x%x)", vector.mnemonic(), errorCode)
        : vector.mnemonic();
  }
}
