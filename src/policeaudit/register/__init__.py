"""The register: all audits of all systems below a folder, as one static page a language."""
