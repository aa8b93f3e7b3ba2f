package org.emukernel.x86.exec;

/**
 * The operands of a {@link RegisterOp}.
 *
 * @param size 4 or 8 bytes
 * @param source a general register, or -1 for the immediate
 */
record RegisterForm(int length, int size, int target, int source, long immediate) {}
