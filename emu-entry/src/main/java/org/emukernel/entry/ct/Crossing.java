package org.emukernel.entry.ct;

/**
 * A border that a CPU crosses out of the kernel and back, with the state that it shows outside.
 *
 * @param enter symbol of the function on the way into the kernel
 * @param exit symbol of the function on the way out
 * @param state the state outside
 * @param who which CPUs do it
 */
record Crossing(String enter, String exit, int state, Who who) {

  /** Which CPUs track a border. */
  enum Who {
    /** Those with ct->active: NOHZ_FULL CPUs. */
    ACTIVE,
    /** All. */
    ALL
  }

  /** __ct_user_exit() and __ct_user_enter(), CT_STATE_USER. */
  static final Crossing USER =
      new Crossing("__ct_user_exit", "__ct_user_enter", ContextTracking.STATE_USER, Who.ACTIVE);

  /** ct_idle_exit() and ct_idle_enter(). */
  static final Crossing IDLE =
      new Crossing("ct_idle_exit", "ct_idle_enter", ContextTracking.STATE_IDLE, Who.ALL);

  /** The same two functions with CT_STATE_GUEST, which guest_context_enter_irqoff() gives them. */
  static final Crossing GUEST =
      new Crossing(
          "guest_context_exit_irqoff",
          "guest_context_enter_irqoff",
          ContextTracking.STATE_GUEST,
          Who.ACTIVE);
}
