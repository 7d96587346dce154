package io.nuncio.filter.thread;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * To be called on any thread, at any time.
 *
 * <p>On a type or a package it holds for every member that says nothing else. The build checks direct calls
 * (conformance, rule 10); confined classes assert the rest at run time.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE, ElementType.PACKAGE})
public @interface AnyThread {}
