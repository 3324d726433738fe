/**
 * The two sides of a migration as pure machines: {@code (state, input, now) -> (state, effects, changes)}.
 *
 * <p>Contract with whoever interprets them, the agent's sessions or a simulation:
 *
 * <ul>
 *   <li>Inputs are given one after the other. An effect's outcome comes back as an input of its own, at any later time,
 *       also when something else was asked for meanwhile; the machine ignores what is out of date.
 *   <li>{@code Interrupt} and {@code Answer} are carried out at once. All other effects are carried out in the order they
 *       came in, one after the other: an {@code Undo} begins when the work before it has ended, well or not.
 *   <li>{@code Record(state)} appends to what survives a crash, and is answered by {@code Recorded(state)} once it does, or
 *       by {@code RecordFailed(state)}, after which it may survive or not. {@code isSynced} of a state tells whether it must
 *       survive the host as well; that of the others a kill of the agent only, since what they speak of dies with the host.
 *   <li>{@code Answer(ask)} goes to everybody who has asked for that and has no answer yet. A request that brings no
 *       answer waits. Figures that belong to an answer are kept by the interpreter together with the state that was
 *       recorded before it, so that the answer can be repeated.
 *   <li>{@code Undo} and {@code Reap} may be asked for again and must do no harm then. {@code Resume} too: on a tree that
 *       runs it finds that it does.
 *   <li>{@code CoordinatorLost} concerns the connection of whoever gave the last order but Abort and Status.
 *   <li>{@code Tick} comes about once a second, more often while frozen. Time is that of any monotonic clock.
 *   <li>After a crash the interpreter gives the last state recorded to {@code recovered}, whatever it was, and carries
 *       out what that yields; nothing else of the machine is kept.
 * </ul>
 *
 * <p>A crash between {@code Record} and its answer leaves a state that nobody was told of. That does no harm: a vote
 * nobody heard waits for a decision that can only be ABORT.
 */
package io.crj.agent.machine;
