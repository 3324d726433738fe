package io.crj.agent.machine;

/**
 * A side has moved on, for logs and whoever watches.
 *
 * @param reason a sentence
 * @param <S> states of the side
 */
public record Change<S>(S from, S to, String reason) {}
