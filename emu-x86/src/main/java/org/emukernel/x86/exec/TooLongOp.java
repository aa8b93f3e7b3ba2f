package org.emukernel.x86.exec;

/**
 * More than 15 bytes: #GP(0). Source: SDM vol. 3A, "Interrupt 13 - General Protection Exception".
 */
final class TooLongOp extends Op {

  TooLongOp(int length) {
    super(length);
  }

  @Override
  public long execute(Core core, long next) {
    throw core.generalProtection(0);
  }
}
