# The command `storywatch` with all that it needs, for the recipes in docs/: `docker build --tag storywatch .` (podman and buildah read it too).
# TORCH as in the Makefile: with the address of CPU builds the image is half as large.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ARG TORCH=torch==2.13.0
RUN python3 -m venv /opt/storywatch
ENV PATH=/opt/storywatch/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# before the sources, so that a change of these does not install all of it again
COPY requirements.lock /src/
RUN pip install --quiet ${TORCH} && pip install --quiet --no-deps --require-hashes --requirement /src/requirements.lock
COPY setup.py pyproject.toml README.md /src/
COPY config /src/config
COPY measure /src/measure
COPY pipelines /src/pipelines
COPY seeds /src/seeds
COPY storywatch /src/storywatch
COPY transforms /src/transforms
RUN pip install --quiet --no-deps /src

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data storywatch && mkdir /data && chown storywatch /data
COPY --from=build /opt/storywatch /opt/storywatch
ENV PATH=/opt/storywatch/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /data
CMD ["storywatch", "--help"]
